/**
 * The web app and the API on one origin, by CloudFront. Pages and files come from a private bucket, the API's addresses from the API.
 * Only the public seat map and availability are kept for a second; all other responses of the API pass through.
 */
import { Annotations, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  Function as EdgeFunction,
  type FunctionAssociation,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PROXY_SECRET_HEADER } from '../contract/addresses.ts';
import type { Area } from '../contract/route.ts';
import { VARIABLES } from '../deployment/variables.ts';
import {
  API_PATHS,
  APP_PAGE_FILE,
  ASSETS_PATH,
  appPolicy,
  BELOW_EVENT_PAGE_PATH,
  EVENT_PAGE_PATH,
  permissionsPolicy,
  SHARED_API_PATHS,
} from '../deployment/web-app.ts';
import { APP_PAGE_KEPT_MS } from '../domain/limits.ts';
import type { Surroundings } from './functions.ts';
import { acceptDistribution } from './nag-suppressions.ts';
import { pageFunctionCode } from './page-function.ts';
import { RIGHTS } from './rights.ts';
import type { Stage } from './stage.ts';
import { WebFiles } from './web-files.ts';

export class WebApp extends Construct {
  /** The address of the app, without a slash at its end. */
  readonly url: string;
  readonly #bucket: IBucket;

  constructor(scope: Construct, id: string, surroundings: Surroundings & { apiHost: string; proxySecret: string }) {
    super(scope, id);
    const { stage } = surroundings;
    const { domain, certificateArn } = stage;
    if (stage.gateway === 'stripe' && !stage.stripePublishableKey) {
      Annotations.of(this).addWarningV2(
        'holdfast:no-payment-form',
        'The web app of this stage cannot take payments. Set "-c stripePublishableKey", see docs/deployment.md.',
      );
    }
    const { bucket } = new WebFiles(this, 'Files', surroundings);
    this.#bucket = bucket;
    const behaviours = behavioursOf(this, bucket, surroundings);
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Holdfast ${stage.name}: the web app and the API`,
      ...behaviours,
      httpVersion: HttpVersion.HTTP2_AND_3,
      enableIpv6: true,
      defaultRootObject: 'index.html',
      ...(domain && {
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        domainNames: [domain],
        certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      }),
      errorResponses: UNCACHED_ERRORS.map(httpStatus => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    letTellAbsentFiles(bucket, distribution);
    acceptDistribution(distribution, { hasDomain: domain !== '' });
    this.url = `https://${domain || distribution.distributionDomainName}`;
    if (domain) {
      new CfnOutput(Stack.of(this), 'WebRecord', {
        value: `${domain} CNAME ${distribution.distributionDomainName}`,
        description: 'Add it to the DNS of the domain: see docs/deployment.md',
      });
    }
  }

  /** Lets functions of the API show the page, with the address of the stage. */
  showPageBy(functions: ReadonlyMap<Area, LambdaFunction>, baseUrl: string): void {
    for (const [area, created] of functions) {
      if (!RIGHTS[area].readsAppPage) continue;
      created.addEnvironment(VARIABLES.webBucket, this.#bucket.bucketName);
      created.addEnvironment(VARIABLES.baseUrl, baseUrl);
      const resources = [this.#bucket.arnForObjects(APP_PAGE_FILE)];
      created.role?.addToPrincipalPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
    }
  }
}

/** With this right an absent file is 404 instead of 403. No address leads to the list: the root is a page, and queries are not passed on. */
function letTellAbsentFiles(bucket: IBucket, { distributionArn }: Distribution): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringEquals: { 'AWS:SourceArn': distributionArn } },
    }),
  );
}

/**
 * CloudFront keeps errors for ten seconds, also where nothing else is kept, and not by the caller: one caller's 403 or 404 would be
 * another's answer.
 */
const UNCACHED_ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

interface Behaviours {
  defaultBehavior: BehaviorOptions;
  additionalBehaviors: Record<string, BehaviorOptions>;
}

/** CloudFront takes the first pattern that matches, in this order. */
function behavioursOf(
  scope: WebApp,
  bucket: IBucket,
  { stage, apiHost, proxySecret }: Surroundings & { apiHost: string; proxySecret: string },
): Behaviours {
  const headers = headersOf(scope, stage);
  const files: BehaviorOptions = {
    origin: S3BucketOrigin.withOriginAccessControl(bucket),
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    responseHeadersPolicy: headers,
    compress: true,
  };
  const pages = { ...files, functionAssociations: pageFunction(scope, stage) };
  const api: BehaviorOptions = {
    origin: apiOrigin(apiHost, proxySecret),
    cachePolicy: CachePolicy.CACHING_DISABLED,
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    // A redirect would come after the token was sent in clear.
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: AllowedMethods.ALLOW_ALL,
    compress: false,
  };
  const { originRequestPolicy: _all, ...apiByKey } = api;
  return {
    defaultBehavior: pages,
    additionalBehaviors: {
      ...each(SHARED_API_PATHS, { ...apiByKey, cachePolicy: sharedPolicy(scope, stage) }),
      ...each(API_PATHS, api),
      [`${ASSETS_PATH}*`]: files,
      [BELOW_EVENT_PAGE_PATH]: pages,
      [EVENT_PAGE_PATH]: {
        ...apiByKey,
        cachePolicy: eventPagePolicy(scope),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        responseHeadersPolicy: headers,
        // Its function sends it as it is.
        compress: true,
      },
    },
  };
}

const each = (paths: readonly string[], behaviour: BehaviorOptions): Record<string, BehaviorOptions> =>
  Object.fromEntries(paths.map(path => [path, behaviour]));

/** Longer than the timeout of the API, so that its own answer arrives. */
const API_TIMEOUT = Duration.seconds(35);

/** CloudFront replaces a header of this name that a client has sent. */
const apiOrigin = (host: string, proxySecret: string): HttpOrigin =>
  new HttpOrigin(host, {
    protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [OriginSslPolicy.TLS_V1_2],
    readTimeout: API_TIMEOUT,
    keepaliveTimeout: Duration.seconds(30),
    customHeaders: { [PROXY_SECRET_HEADER]: proxySecret },
  });

/**
 * Up to a second, if the API allows it. The key has the token: callers with a token never get the response of another one, and all
 * callers without a token share one. Cookies are neither passed on nor kept.
 */
const sharedPolicy = (scope: Construct, stage: Stage): CachePolicy =>
  new CachePolicy(scope, 'Shared', {
    cachePolicyName: nameOf(scope, 'shared'),
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.seconds(1),
    headerBehavior: CacheHeaderBehavior.allowList(
      'Authorization',
      // API Gateway answers each origin with its own headers of CORS.
      ...(stage.corsOrigins.length > 0 ? ['Origin'] : []),
    ),
    queryStringBehavior: CacheQueryStringBehavior.all(),
    cookieBehavior: CacheCookieBehavior.none(),
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  });

/** The page of an event depends on its address alone. The API gets nothing else of the request. */
const eventPagePolicy = (scope: Construct): CachePolicy =>
  new CachePolicy(scope, 'EventPage', {
    cachePolicyName: nameOf(scope, 'event-page'),
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.millis(APP_PAGE_KEPT_MS),
    headerBehavior: CacheHeaderBehavior.none(),
    queryStringBehavior: CacheQueryStringBehavior.none(),
    cookieBehavior: CacheCookieBehavior.none(),
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  });

function pageFunction(scope: Construct, stage: Stage): FunctionAssociation[] {
  const created = new EdgeFunction(scope, 'Pages', {
    comment: `Holdfast ${stage.name}: the addresses of pages`,
    code: FunctionCode.fromInline(pageFunctionCode()),
    runtime: FunctionRuntime.JS_2_0,
  });
  const types = [FunctionEventType.VIEWER_REQUEST, FunctionEventType.VIEWER_RESPONSE];
  return types.map(eventType => ({ function: created, eventType }));
}

const headersOf = (scope: Construct, stage: Stage): ResponseHeadersPolicy => {
  const hasStripe = stage.gateway === 'stripe';
  const override = true;
  return new ResponseHeadersPolicy(scope, 'Headers', {
    responseHeadersPolicyName: nameOf(scope, 'headers'),
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: appPolicy({ hasStripe }), override },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override },
      contentTypeOptions: { override },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override },
    },
    customHeadersBehavior: {
      customHeaders: [{ header: 'permissions-policy', value: permissionsPolicy({ hasStripe }), override }],
    },
  });
};

/** Policies of CloudFront have names in the account, for all Regions. */
const nameOf = (scope: Construct, name: string): string => {
  const { stackName, region } = Stack.of(scope);
  return `${stackName}-${region}-${name}`;
};
