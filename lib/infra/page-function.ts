/**
 * The function that CloudFront runs for addresses of the app: pages are answered with index.html, files as they are, and an unknown
 * address with index.html and the status 404, so that the app says it in the language of the reader.
 */
import { APP_PAGES } from '../deployment/web-app.ts';

/**
 * Returns the code, which runs before the request and after the response. The mark of an unknown address goes from one to the other in
 * a header of the request. AWS's documents leave open whether the second sees the request as changed, so it looks at both.
 */
export const pageFunctionCode = (pages: readonly string[] = APP_PAGES): string => `
var PAGES = ${JSON.stringify(pages)};
var UNKNOWN = 'x-holdfast-unknown-page';

function isPage(path) {
  if (path === '/') return true;
  for (var i = 0; i < PAGES.length; i++) {
    if (path === '/' + PAGES[i] || path.indexOf('/' + PAGES[i] + '/') === 0) return true;
  }
  return false;
}

function isFile(path) {
  return path.slice(path.lastIndexOf('/')).indexOf('.') > 0;
}

function handler(event) {
  var request = event.request;
  var isUnknown = !isPage(request.uri) && !isFile(request.uri);
  if (event.context.eventType === 'viewer-response') {
    if (isUnknown || request.headers[UNKNOWN]) {
      event.response.statusCode = 404;
      event.response.statusDescription = 'Not Found';
    }
    return event.response;
  }
  delete request.headers[UNKNOWN];
  if (isUnknown) request.headers[UNKNOWN] = { value: '1' };
  if (isUnknown || isPage(request.uri)) request.uri = '/index.html';
  return request;
}
`;
