import { Script } from 'node:vm';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { PROXY_SECRET_HEADER } from '../../lib/contract/addresses.ts';
import { ROUTES } from '../../lib/contract/routes.ts';
import { VARIABLES } from '../../lib/deployment/variables.ts';
import { APP_PAGES, appPolicy } from '../../lib/deployment/web-app.ts';
import { pageFunctionCode } from '../../lib/infra/page-function.ts';
import { functionOf, onlyOne, requireFunction, resourcesOf, synthesize, type Text, textOf } from './synthesized.ts';

interface Behaviour {
  PathPattern: string;
  TargetOriginId: string;
  CachePolicyId: Text;
  OriginRequestPolicyId?: Text;
  ResponseHeadersPolicyId?: Text;
  ViewerProtocolPolicy: string;
  AllowedMethods: string[];
  Compress: boolean;
  FunctionAssociations?: { EventType: string }[];
}
interface Origin {
  Id: string;
  DomainName: Text;
  S3OriginConfig?: object;
  OriginAccessControlId?: Text;
  CustomOriginConfig?: Record<string, unknown>;
  OriginCustomHeaders?: { HeaderName: string; HeaderValue: Text }[];
}
interface DistributionProperties {
  DistributionConfig: {
    DefaultCacheBehavior: Behaviour;
    CacheBehaviors: Behaviour[];
    Origins: Origin[];
    CustomErrorResponses: { ErrorCode: number; ErrorCachingMinTTL: number; ResponsePagePath?: string }[];
    HttpVersion: string;
    IPV6Enabled: boolean;
    Aliases?: string[];
    ViewerCertificate?: Record<string, unknown>;
    Logging?: object;
  };
}
const configOf = (template: Template) =>
  onlyOne<DistributionProperties>(template, 'AWS::CloudFront::Distribution').Properties.DistributionConfig;

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const template = synthesize('dev');
const config = configOf(template);
const MANAGED = { disabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', allViewer: 'b689b0a8-53d0-40ab-baf2-68738e2966ac' };

/** The first behaviour whose pattern matches, as CloudFront chooses it. */
const behaviourOf = (path: string, { CacheBehaviors, DefaultCacheBehavior } = config): Behaviour =>
  CacheBehaviors.find(({ PathPattern }) => patternOf(PathPattern).test(path)) ?? DefaultCacheBehavior;
const patternOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.]/g, '\\.').replaceAll('?', '.').replaceAll('*', '.*')}$`);
const originOf = ({ TargetOriginId }: Behaviour): Origin | undefined =>
  config.Origins.find(({ Id }) => Id === TargetOriginId);
const isFromBucket = (path: string): boolean => originOf(behaviourOf(path))?.S3OriginConfig !== undefined;

describe('the distribution', () => {
  test('sends every address of the API to the API, except its start page and links, which the app has', () => {
    const paths = Object.values(ROUTES).map(({ path }) => path.replaceAll(/\{\w+\}/g, 'x'));
    expect(paths.filter(isFromBucket).toSorted()).toEqual(['/', '/links']);
  });

  test.each(['/', '/events', '/events/', '/events/evt_1/seats', '/bookings/bkg_1', '/assets/a.js', '/icon.svg', '/v1'])(
    'takes %s from the bucket',
    path => expect(isFromBucket(path)).toBe(true),
  );

  test('asks the API for the page of an event, by its address alone, and keeps it for at most a minute', () => {
    const behaviour = behaviourOf('/events/evt_1');
    expect(originOf(behaviour)?.CustomOriginConfig).toBeDefined();
    expect(behaviour.OriginRequestPolicyId).toBeUndefined();
    expect(behaviour.Compress).toBe(true);
    expect(policyNamed('event-page')).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 0,
      MaxTTL: 60,
      ParametersInCacheKeyAndForwardedToOrigin: {
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: { HeaderBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'none' },
      },
    });
  });

  test('passes everything but the host on to the API, keeps no response, and never lets a token go over http', () => {
    for (const path of ['/v1/auth/login', '/v1/holds/hld_1', '/v1/events', '/health', '/docs']) {
      expect(behaviourOf(path)).toMatchObject({
        CachePolicyId: MANAGED.disabled,
        OriginRequestPolicyId: MANAGED.allViewer,
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: expect.arrayContaining(['POST', 'PATCH', 'PUT', 'DELETE']),
      });
    }
  });

  test('keeps seat maps and availability for at most a second, for each token apart, and no cookie', () => {
    for (const path of ['/v1/events/evt_1/seats', '/v1/events/evt_1/availability']) {
      const { OriginRequestPolicyId, PathPattern } = behaviourOf(path);
      expect([OriginRequestPolicyId, PathPattern]).toEqual([undefined, expect.stringMatching(/seats|availability/)]);
    }
    expect(policyNamed('shared')).toMatchObject({
      MinTTL: 0,
      DefaultTTL: 0,
      MaxTTL: 1,
      ParametersInCacheKeyAndForwardedToOrigin: {
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Authorization'] },
        QueryStringsConfig: { QueryStringBehavior: 'all' },
        EnableAcceptEncodingBrotli: true,
        EnableAcceptEncodingGzip: true,
      },
    });
  });

  test('keeps no error: a refusal to one caller would be an answer to another', () => {
    expect(config.CustomErrorResponses.map(({ ErrorCode }) => ErrorCode)).toEqual([
      400, 403, 404, 405, 414, 500, 501, 502, 503, 504,
    ]);
    for (const response of config.CustomErrorResponses) {
      expect(response.ErrorCachingMinTTL).toBe(0);
      expect(response).not.toHaveProperty('ResponsePagePath');
    }
  });

  test('reads the private bucket by its own right, and the API over TLS 1.2', () => {
    const [files, api] = [behaviourOf('/'), behaviourOf('/health')].map(originOf);
    expect(files?.OriginAccessControlId).toBeDefined();
    expect(api?.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    });
    const { id } = onlyOne(template, 'AWS::ApiGatewayV2::Api');
    expect(JSON.stringify(api?.DomainName)).toContain(`{"Fn::GetAtt":["${id}","ApiEndpoint"]}`);
  });

  test('lets CloudFront tell absent files from others, for this distribution alone', () => {
    const policies = resourcesOf(template, 'AWS::S3::BucketPolicy').map(({ Properties }) => JSON.stringify(Properties));
    const ofWeb = policies.find(policy => policy.includes('cloudfront.amazonaws.com')) ?? '';
    const { id } = onlyOne(template, 'AWS::CloudFront::Distribution');
    expect(ofWeb.match(/"Action":"s3:(GetObject|ListBucket)"/g)).toHaveLength(2);
    expect(ofWeb.match(/"AWS:SourceArn"/g)).toHaveLength(2);
    expect(ofWeb).toContain(id);
  });

  test('speaks HTTP/2, HTTP/3 and IPv6, and writes no log of its visitors', () => {
    expect(config).toMatchObject({ HttpVersion: 'http2and3', IPV6Enabled: true });
    expect(config.Logging).toBeUndefined();
  });

  test.each([
    ['simulated', false],
    ['stripe', true],
  ])('with the gateway %s sends the headers of the app with each page, file and event', (gateway, hasStripe) => {
    const one = synthesize('dev', { gateway });
    const { id, Properties } = onlyOne<{ ResponseHeadersPolicyConfig: { SecurityHeadersConfig: object } }>(
      one,
      'AWS::CloudFront::ResponseHeadersPolicy',
    );
    for (const path of ['/', '/assets/a.js', '/events/evt_1', '/events/evt_1/seats']) {
      expect(textOf(behaviourOf(path, configOf(one)).ResponseHeadersPolicyId as Text)).toBe(`<${id}>`);
    }
    expect(Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig).toMatchObject({
      ContentSecurityPolicy: { ContentSecurityPolicy: appPolicy({ hasStripe }), Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
      ContentTypeOptions: { Override: true },
      FrameOptions: { FrameOption: 'DENY', Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
    });
    expect(JSON.stringify(Properties)).toContain('permissions-policy');
  });
});

interface CachePolicyConfig {
  Name: Text;
  MinTTL: number;
  ParametersInCacheKeyAndForwardedToOrigin: Record<string, unknown>;
}
function policyNamed(name: string): CachePolicyConfig {
  const policies = resourcesOf<{ CachePolicyConfig: CachePolicyConfig }>(template, 'AWS::CloudFront::CachePolicy');
  const found = policies.find(({ Properties }) => textOf(Properties.CachePolicyConfig.Name).endsWith(`-${name}`));
  if (!found) throw new Error(`there is no cache policy ${name}`);
  return found.Properties.CachePolicyConfig;
}

describe('the secret of CloudFront', () => {
  const { id } = onlyOne(template, 'Custom::ProxySecret');

  test('is sent to the API with each request, and functions know its digest', () => {
    expect(originOf(behaviourOf('/health'))?.OriginCustomHeaders).toEqual([
      { HeaderName: PROXY_SECRET_HEADER, HeaderValue: { 'Fn::GetAtt': [id, 'secret'] } },
    ]);
    for (const name of ['accounts', 'holds', 'events'] as const) {
      const { Variables } = requireFunction(template, name).Properties.Environment;
      expect(textOf(Variables[VARIABLES.proxySecretDigests] as Text)).toBe(`<${id}.digests>`);
    }
  });

  test('is not a second time in the template, and digests of the owner stay beside it', () => {
    const text = JSON.stringify(template.toJSON());
    expect(text.split(`"Fn::GetAtt":["${id}","secret"]`)).toHaveLength(2);
    const proxySecretSha256 = 'a'.repeat(64);
    const own = synthesize('dev', { proxySecretSha256 });
    const { Variables } = requireFunction(own, 'accounts').Properties.Environment;
    expect(textOf(Variables[VARIABLES.proxySecretDigests] as Text)).toMatch(
      new RegExp(`^${proxySecretSha256},<.*digests>$`),
    );
  });
});

describe('the address in mails', () => {
  const addressIn = (of: Template): string =>
    textOf(requireFunction(of, 'send-mails').Properties.Environment.Variables[VARIABLES.baseUrl] as Text);

  test('is that of the distribution, of the domain, or of the setting', () => {
    const { id } = onlyOne(template, 'AWS::CloudFront::Distribution');
    expect(addressIn(template)).toBe(`https://<${id}.DomainName>`);
    const domain = { domain: 'tickets.example.org', certificateArn: CERTIFICATE };
    expect(addressIn(synthesize('prod', domain))).toBe('https://tickets.example.org');
    const baseUrl = 'https://elsewhere.example.org';
    expect(addressIn(synthesize('prod', { ...domain, baseUrl }))).toBe(baseUrl);
  });

  test('of a domain has its certificate, and needs TLS 1.2', () => {
    const own = configOf(synthesize('prod', { domain: 'tickets.example.org', certificateArn: CERTIFICATE }));
    expect(own.Aliases).toEqual(['tickets.example.org']);
    expect(own.ViewerCertificate).toEqual({
      AcmCertificateArn: CERTIFICATE,
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    });
  });
});

test('a stage without the web app has neither CloudFront nor its functions', () => {
  const without = synthesize('dev', { web: 'off' });
  expect(resourcesOf(without).filter(({ Type }) => /CloudFront|ProxySecret|WebApp/.test(Type))).toEqual([]);
  for (const name of ['publish-web', 'create-proxy-secret'] as const) expect(functionOf(without, name)).toBeUndefined();
});

describe('the function of pages', () => {
  interface Request {
    uri: string;
    headers: Record<string, { value: string }>;
  }
  const handler = new Script(`${pageFunctionCode()}; handler`).runInNewContext();
  const ask = (uri: string, headers: Request['headers'] = {}): Request =>
    handler({ context: { eventType: 'viewer-request' }, request: { uri, headers } });
  const statusAfter = (request: Request): number =>
    handler({ context: { eventType: 'viewer-response' }, request, response: { statusCode: 200 } }).statusCode;

  test.each([...APP_PAGES.flatMap(page => [`/${page}`, `/${page}/`, `/${page}/an-id`]), '/', '/events/e/seats'])(
    'answers the page %s with index.html and 200',
    path => {
      const asked = ask(path);
      expect(asked.uri).toBe('/index.html');
      expect([statusAfter(asked), statusAfter({ uri: path, headers: {} })]).toEqual([200, 200]);
    },
  );

  test.each(['/assets/index-abc.js', '/icon.svg', '/index.html', '/service-worker.js'])(
    'leaves the file %s alone',
    path => {
      const asked = ask(path);
      expect([asked.uri, statusAfter(asked)]).toEqual([path, 200]);
    },
  );

  test.each(['/nowhere', '/eventsx', '/v2/events', '/EVENTS', '//events', '/a.b/c'])(
    'answers the unknown address %s with index.html and 404, whichever request it sees after the response',
    path => {
      const asked = ask(path);
      expect(asked.uri).toBe('/index.html');
      expect([statusAfter(asked), statusAfter({ uri: path, headers: {} })]).toEqual([404, 404]);
    },
  );

  test('does not believe a client about what is unknown', () => {
    const asked = ask('/events', { 'x-holdfast-unknown-page': { value: '1' } });
    expect(statusAfter(asked)).toBe(200);
  });

  test('is small enough for CloudFront, which takes 10 KB', () => {
    expect(pageFunctionCode().length).toBeLessThan(10_000);
  });
});
