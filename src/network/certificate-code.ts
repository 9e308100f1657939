/**
 * Whether an error's code means that Node rejected a server's certificate, before sending anything
 * (https://nodejs.org/api/tls.html#x509-certificate-error-codes).
 */
export function isCertificateCode(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO/.test(code);
}
