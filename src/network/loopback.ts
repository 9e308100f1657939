/** Whether a URL names this machine itself. Such a URL is reached directly, never through a proxy. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}
