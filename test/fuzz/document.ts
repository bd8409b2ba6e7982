/** The OpenAPI document as the fuzzer reads it: its operations, and validators of every declared answer. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../../lib/contract/openapi.ts';
import { type OperationId, routesOf } from '../../lib/contract/routes.ts';

const STAGE = { isTestStage: true, gateway: 'simulated' } as const;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: { type?: string; enum?: unknown[]; format?: string };
}
interface Content {
  [type: string]: { example?: unknown; examples?: Record<string, { value: unknown }> };
}
export interface Operation {
  id: OperationId;
  method: string;
  path: string;
  parameters: Parameter[];
  /** Example bodies; none if the operation takes none. */
  bodies: unknown[];
  responses: Record<string, { headers?: Record<string, unknown>; content?: Content }>;
}

interface Described {
  operationId: OperationId;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Operation['responses'];
}
const DOCUMENT = openApiDocument(routesOf(STAGE)) as { paths: Record<string, Record<string, Described>> };

export const OPERATIONS: Operation[] = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => /^(get|post|put|patch|delete)$/.test(method))
    .map(([method, { operationId, parameters = [], requestBody, responses }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      parameters,
      bodies: Object.values(requestBody?.content ?? {}).flatMap(({ example, examples = {} }) => [
        ...(example === undefined ? [] : [example]),
        ...Object.values(examples).map(({ value }) => value),
      ]),
      responses,
    })),
);

const ajv = new Ajv2020({ strict: false });
// The type of the package's default export is that of its CommonJS module.
(addFormats as unknown as (to: Ajv2020) => void)(ajv);
ajv.addSchema(DOCUMENT, 'holdfast');

const validators = new Map<string, ValidateFunction>();

/** Returns why a JSON answer is not as declared; undefined if it is. */
export function faultOfBody(
  { path, method }: Operation,
  status: string,
  type: string,
  body: unknown,
): string | undefined {
  const steps = ['paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema'];
  const ref = `holdfast#/${steps.map(step => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
  const validate = validators.get(ref) ?? ajv.compile({ $ref: ref });
  validators.set(ref, validate);
  return validate(body) ? undefined : ajv.errorsText(validate.errors);
}
