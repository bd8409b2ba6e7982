/** The types of the tables in the areas' requests.ts and responses.ts: one entry for every operation. */
import type * as z from 'zod/mini';
import type { Area } from './route.ts';
import type { OperationsOf, ROUTES } from './routes.ts';

/** The schemas of one request. A part without a schema must be empty. */
export interface RequestSchemas {
  params?: z.ZodMiniObject;
  query?: z.ZodMiniObject;
  body?: z.ZodMiniObject;
}

/** The request schemas of an area; `params` has exactly the parameters of the operation's path. */
export type RequestsOf<Of extends Area> = {
  [Id in OperationsOf<Of>]: RequestSchemas & ParametersOf<(typeof ROUTES)[Id]['path']>;
};

type ParametersOf<Path extends string> = [NamesIn<Path>] extends [never]
  ? { params?: never }
  : { params: z.ZodMiniObject<Record<NamesIn<Path>, z.ZodMiniType>> };
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** The body of a response by status: a schema of JSON, the media types of anything else, or undefined for no body. */
export type Responses = Readonly<Record<number, z.ZodMiniType | string | readonly string[] | undefined>>;

/** The responses of an area. */
export type ResponsesOf<Of extends Area> = Record<OperationsOf<Of>, Responses>;

/** Whether a body is JSON by a schema, and not of the media types that stand in its place. */
export const isJsonSchema = (body: Responses[number]): body is z.ZodMiniType =>
  typeof body === 'object' && !Array.isArray(body);
