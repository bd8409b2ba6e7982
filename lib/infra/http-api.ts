/**
 * The HTTP API: a route for each entry of routes.ts to the function of its area, and a default route, so that even an
 * unknown path is answered by our own problem document.
 */
import { Duration, Fn } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { CORS, corsMethods } from '../contract/cors.ts';
import { type Area, methodsOf } from '../contract/route.ts';
import { routesOf } from '../contract/routes.ts';
import { createFunction, type Surroundings } from './functions.ts';
import { acceptPublicRoute } from './nag-suppressions.ts';
import type { Stage } from './stage.ts';

export class PublicApi extends Construct {
  readonly url: string;
  /** The host of the API's own address. */
  readonly host: string;
  /** The function of each area. */
  readonly functions: ReadonlyMap<Area, LambdaFunction>;

  /** `keys` must exist before the functions that read them. */
  constructor(scope: Construct, id: string, surroundings: Surroundings & { keys: IDependable }) {
    super(scope, id);
    const { stage } = surroundings;
    const routes = routesOf(stage);
    const areas = new Set(routes.map(([, { area }]) => area));
    this.functions = new Map([...areas].map(area => [area, createAfterKeys(this, area, surroundings)]));
    const integrations = new Map([...this.functions].map(([area, created]) => [area, integrate(area, created)]));
    const api = new HttpApi(this, 'Api', {
      apiName: `holdfast-${stage.name}`,
      createDefaultStage: false,
      ...(stage.corsOrigins.length > 0 && {
        corsPreflight: corsOf(stage),
      }),
    });
    const addRoute = (name: string, routeKey: HttpRouteKey, area: Area): void => {
      const integration = integrations.get(area);
      if (!integration) throw new Error(`no route of this stage is in the area ${area}`);
      acceptPublicRoute(new HttpRoute(this, name, { httpApi: api, routeKey, integration }));
    };
    for (const [operation, route] of routes) {
      for (const method of methodsOf(route)) {
        const name = method === route.method ? operation : `${operation}-${method.toLowerCase()}`;
        addRoute(name, HttpRouteKey.with(route.path, HttpMethod[method]), route.area);
      }
    }
    addRoute('anything-else', HttpRouteKey.DEFAULT, 'reference');
    this.url = open(this, api, stage).url;
    this.host = hostOf(api);
  }
}

/** From the API alone. The functions, which read the address of the web app, are not needed for it. */
const hostOf = (api: HttpApi): string => Fn.select(2, Fn.split('/', api.apiEndpoint));

function createAfterKeys(
  scope: Construct,
  area: Area,
  { keys, ...surroundings }: Surroundings & { keys: IDependable },
): LambdaFunction {
  const created = createFunction(scope, area, surroundings);
  created.node.addDependency(keys);
  return created;
}

/** One permission for each function: with one for each route, the stack would have more resources than CloudFormation takes. */
const integrate = (area: Area, created: LambdaFunction): HttpLambdaIntegration =>
  new HttpLambdaIntegration(`${area}-integration`, created, { scopePermissionToRoute: false });

/** The stage behind the API's own address, deployed with every change. */
function open(scope: Construct, httpApi: HttpApi, stage: Stage): HttpStage {
  const accessLog = new LogGroup(scope, 'AccessLog', { retention: stage.logRetention, removalPolicy: stage.removal });
  return new HttpStage(scope, 'Stage', {
    httpApi,
    stageName: '$default',
    autoDeploy: true,
    throttle: stage.throttle,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
    },
  });
}

/** The route, status, duration and request id of each request. The caller and the hold stay out of logs. */
const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  responseLength: '$context.responseLength',
};

/**
 * API Gateway adds these headers to the functions' responses; the `$default` route sends preflight requests to a
 * function.
 */
const corsOf = (stage: Stage): CorsPreflightOptions => ({
  allowOrigins: stage.corsOrigins,
  allowMethods: corsMethods(stage).map(method => CorsHttpMethod[method]),
  allowHeaders: [...CORS.requestHeaders],
  exposeHeaders: [...CORS.exposedHeaders],
  maxAge: Duration.seconds(CORS.maxAgeSeconds),
  allowCredentials: false,
});
