/** Whether a Host header names this machine. A page that rebinds its own name to 127.0.0.1 still sends its own name. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host ?? "");
}
