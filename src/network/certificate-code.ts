/**
 * Whether an error's code means that Node rejected the certificate of a server, before it sent anything
 * (https://nodejs.org/api/tls.html#x509-certificate-error-codes).
 */
export function isCertificateCode(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO/.test(code);
}
