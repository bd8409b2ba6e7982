/** Compares the clock of an event's time zone with that of the viewer. */

export const viewerZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether both clocks show the same at a time (ISO 8601). Zones with different names may have the same clock. */
export function haveSameClock(time: string, one: string, other: string): boolean {
  return one === other || clockOf(time, one) === clockOf(time, other);
}

function clockOf(time: string, timeZone: string): string {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...fields, timeZone }).format(Date.parse(time));
  } catch {
    // This browser does not know a newer zone. Times of such a zone are shown in UTC.
    return clockOf(time, 'UTC');
  }
}
