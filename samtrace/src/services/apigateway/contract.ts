/** The definition of the APIs for the service. It does not depend on the format of the template. */
export type ApiDefinition = RestApiDefinition | HttpApiDefinition | FunctionUrlDefinition;

interface Api {
  readonly logicalId: string;
  /** The first label of the API's host on AWS. */
  readonly apiId: string;
}

export interface RestApiDefinition extends Api {
  readonly kind: 'REST';
  /** The name of the API. With the name of the stage, it is the name of the stage's segments. */
  readonly name: string;
  readonly deploymentId: string;
  readonly stages: readonly Stage[];
  readonly routes: readonly Route[];
  readonly binaryMediaTypes: readonly string[];
  /** By response type, such as `DEFAULT_4XX`. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseOverride>>;
}

export interface HttpApiDefinition extends Api {
  readonly kind: 'HTTP';
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly routes: readonly Route[];
  readonly cors?: CorsRules;
}

export interface FunctionUrlDefinition extends Api {
  readonly kind: 'URL';
  readonly functionArn: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  readonly cors?: CorsRules;
}

export interface Stage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** X-Ray tracing; HTTP APIs have none. */
  readonly tracingEnabled: boolean;
}

export interface Route {
  /** `GET`, or `ANY` for every method. */
  readonly method: string;
  /** `/orders/{id}`, `/files/{proxy+}`, or `$default` in an HTTP API. */
  readonly path: string;
  readonly integration: Integration;
  readonly authorizer?: Authorizer;
}

export type Integration = LambdaIntegration | MockIntegration | UnsupportedIntegration;

export interface LambdaIntegration {
  readonly kind: 'lambda';
  readonly functionArn: string;
  readonly payloadFormat: '1.0' | '2.0';
  /** Until the answer, or until the first part of a streamed one. */
  readonly timeoutMs: number;
  /** A REST API sends the parts of the answer as they arrive. */
  readonly streaming?: true;
  /** API Gateway assumes a role to invoke the function, so the function needs no permission for it. */
  readonly hasCredentials: boolean;
}

/** A REST API's MOCK with a fixed answer, as SAM writes it for CORS. */
export interface MockIntegration {
  readonly kind: 'mock';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An integration that samtrace does not support. A request gets an error, and the terminal shows the reason. */
export interface UnsupportedIntegration {
  readonly kind: 'unsupported';
  /** `its integration is of type HTTP_PROXY` */
  readonly reason: string;
}

export type Authorizer = IamAuthorizer | LambdaAuthorizer;

export interface IamAuthorizer {
  readonly kind: 'iam';
}

export interface LambdaAuthorizer {
  readonly kind: 'lambda';
  readonly type: 'TOKEN' | 'REQUEST';
  readonly name: string;
  readonly functionArn: string;
  /** `method.request.header.Authorization` in a REST API, `$request.header.Authorization` in an HTTP API. */
  readonly identitySources: readonly string[];
  /** A regular expression for a TOKEN authorizer's token. */
  readonly identityValidation?: string;
  /** 0: results are not cached. */
  readonly ttlSeconds: number;
  readonly payloadFormat: '1.0' | '2.0';
  /** HTTP APIs: the answer is `{isAuthorized, context}` and not a policy. */
  readonly simpleResponses: boolean;
  readonly hasCredentials: boolean;
}

export interface CorsRules {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds?: number;
}

export interface GatewayResponseOverride {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON text with `$context.error…` in it. */
  readonly template?: string;
}
