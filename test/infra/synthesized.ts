/** Synthesizes stacks for tests, with the settings of cdk.json, and without bundling where a test needs no code. */
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HoldfastStack } from '../../lib/infra/holdfast-stack.ts';
import type { FunctionName } from '../../lib/infra/rights.ts';
import { RIGHTS } from '../../lib/infra/rights.ts';
import { type StageName, stageOf } from '../../lib/infra/stage.ts';

export const FUNCTION_NAMES = Object.keys(RIGHTS) as FunctionName[];

/** The settings that `-c` accepts, besides the stage. */
export interface Settings {
  corsOrigins?: string;
  rateLimits?: string;
  exemptAddresses?: string;
  proxySecretSha256?: string;
  gateway?: string;
  alarms?: string;
  alarmEmail?: string;
  tables?: string;
  mailFrom?: string;
  mailIdentity?: string;
  baseUrl?: string;
  verifiedEmail?: string;
  web?: string;
  domain?: string;
  certificateArn?: string;
  stripePublishableKey?: string;
  termsUrl?: string;
  privacyUrl?: string;
  legalNoticeUrl?: string;
}

/** The stack of a stage; nothing is bundled unless a folder for the assembly is given. */
export function createStack(stage: StageName, settings: Settings & { outdir?: string } = {}): HoldfastStack {
  const { outdir, ...context } = settings;
  const { context: flags } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  const stub = outdir === undefined && { 'aws:cdk:bundling-stacks': [] };
  const app = new App({
    ...(outdir && { outdir }),
    context: { ...flags, ...stub, 'aws:cdk:enable-asset-metadata': true, stage, ...context },
  });
  return new HoldfastStack(
    app,
    stageOf(name => app.node.tryGetContext(name)),
  );
}

export const synthesize = (stage: StageName, settings: Settings = {}): Template =>
  Template.fromStack(createStack(stage, settings));

export interface Resource<Properties = Record<string, unknown>> {
  id: string;
  Type: string;
  Properties: Properties;
  Metadata?: Record<string, unknown> | undefined;
  DeletionPolicy?: string;
}

/** All resources of a template, or those of one type, with their logical ids. */
export function resourcesOf<Properties>(template: Template, type?: string): Resource<Properties>[] {
  const resources: Record<string, Omit<Resource<Properties>, 'id'>> = template.toJSON().Resources;
  return Object.entries(resources)
    .map(([id, resource]) => ({ id, ...resource }))
    .filter(resource => type === undefined || resource.Type === type);
}

/** The only resource of its type. */
export function onlyOne<Properties>(template: Template, type: string): Resource<Properties> {
  const [resource, ...others] = resourcesOf<Properties>(template, type);
  if (!resource || others.length > 0) throw new Error(`not exactly one ${type}: ${others.length + (resource ? 1 : 0)}`);
  return resource;
}

/** One of the tables, which have constructs of these names. */
export function tableOf<Properties>(template: Template, construct = 'Table'): Resource<Properties> {
  const [table] = resourcesOf<Properties>(template, 'AWS::DynamoDB::Table').filter(({ id }) =>
    new RegExp(`^${construct}[0-9A-F]{8}$`).test(id),
  );
  if (!table) throw new Error(`the stack has no ${construct}`);
  return table;
}

export type GetAtt = { 'Fn::GetAtt': [string, string] };
export type Ref = { Ref: string };
/** Literals and references, which textOf joins to one text with `<id>` or `<id.attribute>` in it. */
export type Text = string | GetAtt | Ref | { 'Fn::Join': [string, Text[]] };

export function textOf(value: Text): string {
  if (typeof value === 'string') return value;
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value) return `<${value['Fn::GetAtt'].join('.')}>`;
  return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]);
}

export interface FunctionProperties {
  Description: string;
  Role: GetAtt;
  Runtime: string;
  Architectures: string[];
  MemorySize: number;
  Timeout: number;
  Environment: { Variables: Record<string, unknown> };
  LoggingConfig: { LogFormat: string; LogGroup: Ref; ApplicationLogLevel: string };
  TracingConfig: { Mode: string };
}

/** Returns a function by its name, or undefined if the stage has none. */
export const functionOf = (template: Template, name: FunctionName): Resource<FunctionProperties> | undefined =>
  resourcesOf<FunctionProperties>(template, 'AWS::Lambda::Function')
    .map(({ Properties, ...rest }) => {
      const { Environment = { Variables: {} } } = Properties as Partial<FunctionProperties>;
      return { ...rest, Properties: { ...Properties, Environment } };
    })
    .find(({ Properties }) => Properties.Description.endsWith(`: ${name}`));

export function requireFunction(template: Template, name: FunctionName): Resource<FunctionProperties> {
  const found = functionOf(template, name);
  if (!found) throw new Error(`the stack has no function ${name}`);
  return found;
}
