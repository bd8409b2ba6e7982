import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { Area } from '../../lib/contract/route.ts';
import { ROUTES, routesOf } from '../../lib/contract/routes.ts';
import {
  functionOf,
  onlyOne,
  type Ref,
  requireFunction,
  resourcesOf,
  synthesize,
  type Text,
  textOf,
} from './synthesized.ts';

const dev = synthesize('dev');
const prod = synthesize('prod');
const stripe = synthesize('prod', { gateway: 'stripe' });

/** The ARN of the function that each route key leads to. */
function routeTargets(template: Template): Record<string, string> {
  const integrations = new Map(
    resourcesOf<{ IntegrationUri: Text; PayloadFormatVersion: string }>(template, 'AWS::ApiGatewayV2::Integration').map(
      ({ id, Properties }) => [`integrations/<${id}>`, textOf(Properties.IntegrationUri)],
    ),
  );
  const routes = resourcesOf<{ RouteKey: string; Target: Text }>(template, 'AWS::ApiGatewayV2::Route');
  return Object.fromEntries(
    routes.map(({ Properties }) => [Properties.RouteKey, integrations.get(textOf(Properties.Target)) ?? 'nothing']),
  );
}

const arnOf = (template: Template, area: Area): string => `<${requireFunction(template, area).id}.Arn>`;

describe.each([
  ['dev', dev, { isTestStage: true, gateway: 'simulated' }],
  ['prod', prod, { isTestStage: false, gateway: 'none' }],
  ['prod with Stripe', stripe, { isTestStage: false, gateway: 'stripe' }],
] as const)('the API of %s', (_stage, template, stage) => {
  test('sends every route to the function of its area, and other requests to the reference function', () => {
    const expected = routesOf(stage).flatMap(([, { method, path, area }]) =>
      (method === 'GET' ? ['GET', 'HEAD'] : [method]).map(name => [`${name} ${path}`, arnOf(template, area)]),
    );
    expect(routeTargets(template)).toEqual({
      ...Object.fromEntries(expected),
      $default: arnOf(template, 'reference'),
    });
  });

  test('is permitted to call each function that has routes, by one permission for this API alone', () => {
    const permissions = resourcesOf<{ Action: string; Principal: string; FunctionName: Text; SourceArn: Text }>(
      template,
      'AWS::Lambda::Permission',
    ).filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com');
    const { id } = onlyOne(template, 'AWS::ApiGatewayV2::Api');
    const allowed = permissions.map(({ Properties }) => {
      expect(Properties.Action).toBe('lambda:InvokeFunction');
      expect(textOf(Properties.SourceArn)).toMatch(new RegExp(`:<${id}>/\\*/\\*`));
      return textOf(Properties.FunctionName);
    });
    const areas = new Set(routesOf(stage).map(([, { area }]) => area));
    expect(allowed.toSorted()).toEqual([...areas].map(area => arnOf(template, area)).toSorted());
  });

  test('leaves room in its stack, of which CloudFormation takes 500 resources', () => {
    expect(resourcesOf(template).length).toBeLessThan(450);
  });

  test('uses payload format 2.0, which the handlers expect', () => {
    const formats = resourcesOf<{ PayloadFormatVersion: string }>(template, 'AWS::ApiGatewayV2::Integration');
    expect(formats.every(({ Properties }) => Properties.PayloadFormatVersion === '2.0')).toBe(true);
  });

  test('throttles all requests, and deploys its stage automatically', () => {
    const { Properties } = onlyOne<{
      StageName: string;
      DefaultRouteSettings: { ThrottlingRateLimit: number; ThrottlingBurstLimit: number };
    }>(template, 'AWS::ApiGatewayV2::Stage');
    expect(Properties).toMatchObject({ StageName: '$default', AutoDeploy: true });
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = Properties.DefaultRouteSettings;
    expect(ThrottlingRateLimit).toBeGreaterThan(0);
    expect(ThrottlingRateLimit).toBeLessThanOrEqual(10_000);
    expect(ThrottlingBurstLimit).toBeLessThanOrEqual(5_000);
  });

  test('logs each request as JSON with its id, without the caller and the path, for a limited time', () => {
    const { Properties } = onlyOne<{ AccessLogSettings: { Format: string; DestinationArn: Text } }>(
      template,
      'AWS::ApiGatewayV2::Stage',
    );
    const { Format, DestinationArn } = Properties.AccessLogSettings;
    expect(Object.values(JSON.parse(Format))).toContain('$context.requestId');
    expect(Format).not.toMatch(/sourceIp|userAgent|authorizer|identity|context\.path/i);
    const log = resourcesOf<{ RetentionInDays: number }>(template, 'AWS::Logs::LogGroup').find(
      ({ id }) => textOf(DestinationArn) === `<${id}.Arn>`,
    );
    expect(log?.Properties.RetentionInDays).toBeGreaterThan(0);
  });

  test('has no CORS configuration by default, so a browser refuses pages of other origins', () => {
    expect(onlyOne(template, 'AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
  });

  test('outputs its address, its settings, its tables and the function that rotates its keys', () => {
    const outputs: Record<string, { Value: Text | Ref }> = template.toJSON().Outputs;
    const isWatched = Object.hasOwn(outputs, 'AlarmTopic');
    expect(Object.keys(outputs).sort()).toEqual([
      'AccountsTableName',
      ...(isWatched ? ['AlarmTopic'] : []),
      'ApiUrl',
      'JournalTableName',
      'NoticeBusName',
      'Settings',
      'StageKind',
      'TableName',
      'TokenKeysFunction',
      'WebUrl',
    ]);
  });
});

test('production has neither the demo route nor its function', () => {
  const { method, path } = ROUTES['create-demo-customers'];
  expect(routeTargets(dev)).toHaveProperty([`${method} ${path}`]);
  expect(JSON.stringify(prod.toJSON())).not.toContain('/demo/');
  expect(functionOf(prod, 'demo')).toBeUndefined();
});

test('only stages with Stripe have its webhook, and only test stages can change the payment simulator', () => {
  const webhook = 'POST /v1/payments/webhooks/stripe';
  expect(routeTargets(stripe)).toHaveProperty([webhook], arnOf(stripe, 'bookings'));
  for (const template of [dev, prod]) expect(routeTargets(template)).not.toHaveProperty([webhook]);
  const changing = 'PUT /v1/admin/payment-simulator';
  expect(routeTargets(dev)).toHaveProperty([changing], arnOf(dev, 'demo'));
  for (const template of [prod, stripe]) expect(routeTargets(template)).not.toHaveProperty([changing]);
});

test('CORS allows the origins in the setting, and the headers that clients send and read', () => {
  const template = synthesize('prod', { corsOrigins: 'https://tickets.example' });
  const { Properties } = onlyOne<{ CorsConfiguration: object }>(template, 'AWS::ApiGatewayV2::Api');
  expect(Properties.CorsConfiguration).toMatchObject({
    AllowOrigins: ['https://tickets.example'],
    AllowHeaders: expect.arrayContaining(['authorization', 'content-type', 'idempotency-key']),
    AllowMethods: expect.arrayContaining(['POST', 'GET', 'PATCH', 'DELETE']),
    ExposeHeaders: expect.arrayContaining([
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'x-request-id',
      'idempotent-replayed',
      'x-cache-status',
      'etag',
      'location',
    ]),
    MaxAge: 3_600,
    AllowCredentials: false,
  });
});
