/** A quota: how many calls of one subject are allowed in any window of so many seconds. */
export interface Quota {
  quota: number;
  windowSeconds: number;
}
