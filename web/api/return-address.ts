/** The page to which a visitor returns after signing in. */

/** The seats page keeps the address here, before a guest leaves it for the mail with the link. */
const KEPT = 'holdfast-return';

/** Only an address of this app is followed, never that of another site. */
export const safeAddress = (address: string | null | undefined, otherwise: string): string =>
  address && /^\/(?![/\\])/.test(address) ? address : otherwise;

export const keepReturn = (address: string): void => localStorage.setItem(KEPT, address);

/** Returns the kept address once. */
export function takeReturn(otherwise: string): string {
  const address = localStorage.getItem(KEPT);
  localStorage.removeItem(KEPT);
  return safeAddress(address, otherwise);
}
