/** Writes the OpenAPI document of a release as text, with one line for each operation and component, without prose. */

/** Keywords that are only for readers. */
const PROSE = ['description', 'summary', 'title', 'examples', 'tags'];
/** Members whose keys are names, such as names of fields. A name may equal a keyword of PROSE. */
const MAPS = ['properties', 'schemas', 'responses', 'headers', 'paths', 'content'];

export function releasedText(document: Record<string, unknown>, release: string): string {
  const { paths, components } = document as { paths: Nested; components: { schemas: object } };
  const operations = Object.entries(paths).map(
    ([path, methods]) => `  ${JSON.stringify(path)}: {\n${lines(methods, '    ')}\n  }`,
  );
  const texts = [
    `"release": ${JSON.stringify(release)}`,
    `"paths": {\n${operations.join(',\n')}\n}`,
    `"components": { "schemas": {\n${lines(components.schemas, '  ')}\n} }`,
  ];
  return `{\n${texts.join(',\n')}\n}\n`;
}

type Nested = Record<string, object>;

const lines = (members: object, indent: string): string =>
  Object.entries(members)
    .map(([name, value]) => `${indent}${JSON.stringify(name)}: ${JSON.stringify(withoutProse(value))}`)
    .join(',\n');

function withoutProse(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map(member => withoutProse(member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isMap || !PROSE.includes(name))
      .map(([name, member]) => [name, withoutProse(member, !isMap && MAPS.includes(name))]),
  );
}
