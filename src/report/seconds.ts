/** A duration as text: `0.3s`, `12.5s`, `2m 05s`. */
export function seconds(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000);
  if (whole < 100) return `${(milliseconds / 1000).toFixed(1)}s`;
  return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, "0")}s`;
}
