/** The link of a mail that opened the app. Its token leaves the address bar at once, and stays in the memory of this tab only. */
import { parseLink, type TakenLink } from './mail-link.ts';

let taken: TakenLink | undefined;

/** Takes the link out of the address. Without one it returns the last, for a page that is shown again. */
export function takeLink(): TakenLink | undefined {
  const link = parseLink(location.hash);
  // The link to the content of the page has a fragment, too.
  if (link) {
    taken = link;
    // The state of the router stays, so that "back" works.
    history.replaceState(history.state, '', location.pathname);
  }
  return taken;
}
