/**
 * Whether an error's code is a common one with which Node rejects a server's certificate before it sends the request
 * (https://nodejs.org/api/tls.html#x509-certificate-error-codes).
 */
export function isCertificateCode(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO/.test(code);
}
