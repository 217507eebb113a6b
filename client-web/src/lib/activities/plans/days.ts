/** Days, as people choose and read them. */
import { locales } from '../../i18n/i18n.ts';

/** A day so many days after today, as `YYYY-MM-DD` where the person is. */
export function inDays(days: number, today = new Date()): string {
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** A day in words; what is none stays as it is. */
export function dayWords(day: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return day;
  const date = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return new Intl.DateTimeFormat(locales, { day: 'numeric', month: 'long', year: 'numeric' }).format(date);
}
