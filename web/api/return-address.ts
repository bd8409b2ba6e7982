/** The page to which a visitor returns after signing in. */

/** The seats page keeps the address here, before a guest leaves it for the mail with the link. */
const KEPT = 'holdfast-return';
/** Any origin: only whether an address leaves it counts. */
const ORIGIN = 'https://app.invalid';

/** Only an address of this app is followed, never that of another site. */
export function safeAddress(address: string | null | undefined, otherwise: string): string {
  // Browsers leave out control characters: "/<tab>/other.example" is another site.
  if (!address?.startsWith('/')) return otherwise;
  const url = URL.parse(address, ORIGIN);
  return url?.origin === ORIGIN ? `${url.pathname}${url.search}${url.hash}` : otherwise;
}

export const keepReturn = (address: string): void => localStorage.setItem(KEPT, address);

/** Returns the kept address once. */
export function takeReturn(otherwise: string): string {
  const address = localStorage.getItem(KEPT);
  localStorage.removeItem(KEPT);
  return safeAddress(address, otherwise);
}
