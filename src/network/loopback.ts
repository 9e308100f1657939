/** Whether the host of a URL is this machine. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}
