/** The files of Swagger UI that the API reference needs, with their media types: bundled by the stack, served by a function. */
export const DOCS_FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};
