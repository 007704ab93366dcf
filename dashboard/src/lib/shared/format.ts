const two = (value: number): string => String(value).padStart(2, '0');

/** 19:04:11 in the reader's own time zone. */
export function clockTime(ms: number): string {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
export const dayAndTime = (ms: number): string => `${day.format(ms)} ${clockTime(ms).slice(0, 5)}`;

/** 01:12:44, and 12:44 under an hour. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

/** "41 s", "3 min", "2 h": how long something took or waits. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

const whole = new Intl.NumberFormat(undefined);
export const count = (value: number): string => whole.format(value);

const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
export const compact = (value: number): string => short.format(value);

/** How many code points a platform counts in a text. */
export const codePoints = (text: string): number => [...text].length;

export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
