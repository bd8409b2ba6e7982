/** The responses of the reference function, and the problem document, which every function answers with. */
import * as z from 'zod/mini';
import { LANGUAGES } from '../../domain/languages.ts';
import { PROBLEMS, type ProblemCode } from '../problems.ts';
import { GATEWAYS } from '../route.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import { component, described } from '../schema-parts.ts';

export const Health = component(
  'Health',
  z.strictObject({
    status: z.enum(['ok', 'unavailable']),
    dependencies: z.record(z.string(), z.enum(['ok', 'missing', 'unreachable'])),
  }),
);
export type Health = z.infer<typeof Health>;

const address = (page: string) => described(z.optional(z.string()), `the address of ${page}`);
export const Stage = component(
  'Stage',
  z.strictObject({
    isTestStage: described(z.boolean(), 'it has demonstration data, and nobody is charged'),
    gateway: described(z.enum(GATEWAYS), 'of payments'),
    stripePublishableKey: described(z.optional(z.string()), 'of Stripe: for its Payment Element in the browser'),
    links: z.strictObject({
      terms: address("the operator's terms"),
      privacy: address('the privacy notice'),
      legalNotice: address('the legal notice'),
    }),
    languages: described(z.array(z.enum(LANGUAGES)), 'of mails, documents and the web app'),
  }),
);
export type Stage = z.infer<typeof Stage>;

/** Every problem document has these fields. Each code adds its own: see problem-members.ts. */
export const Problem = component(
  'Problem',
  z.object({
    type: described(z.string(), 'a URI reference to the explanation of the code'),
    title: described(z.string(), 'for people; the same for every problem with this code'),
    status: described(z.int(), 'the HTTP status'),
    detail: described(z.string(), 'for people; about this problem'),
    code: described(z.enum(Object.keys(PROBLEMS) as ProblemCode[]), 'for programs; a closed list'),
    requestId: described(z.string(), 'quote it when you report the problem'),
  }),
);
/** Keeps the members of each code. */
export const AnyProblem = z.looseObject(Problem.shape);
export type Problem = z.infer<typeof AnyProblem>;

export const REFERENCE_RESPONSES = {
  'read-health': { 200: Health, 503: Health },
  'read-stage': { 200: Stage },
  // Most clients follow the redirect, and get the page.
  'read-start': { 200: 'text/html', 302: undefined },
  'read-openapi': { 200: 'application/json' },
  'read-docs': { 200: 'text/html' },
  'open-link': { 200: 'text/html' },
  'read-docs-file': { 200: ['text/javascript', 'text/css', 'text/html'] },
} as const satisfies ResponsesOf<'reference'>;
