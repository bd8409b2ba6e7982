/** The time between two times (ISO 8601) in hours and minutes. */
export function minutesOf(from: string, to: string): [hours: number, minutes: number] {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  return [Math.floor(minutes / 60), minutes % 60];
}
