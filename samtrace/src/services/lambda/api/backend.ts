import type { FunctionDefinition, Lambda, VersionDefinition } from '../contract.ts';
import type { CodeFacts } from '../deployment-package.ts';
import type { StartedMapping } from '../event-source/started-mapping.ts';
import type { FunctionVersions } from '../function-versions.ts';

/** The part of the service that the API's actions use. */
export interface Backend extends Pick<Lambda, 'createFunction' | 'functions' | 'invoke' | 'invokeAsync'> {
  /** The version of the qualifier, or `$LATEST` without one. Throws ResourceNotFoundException. */
  describe(functionName: string, qualifier?: string): DescribedFunction;
  /** Throws ResourceNotFoundException, with the ARN of the version that would be invoked. */
  checkInvoked(functionName: string, qualifier?: string): void;
  /** Throws ResourceNotFoundException. */
  versionsOf(functionName: string): FunctionVersions;
  deleteFunction(functionName: string): Promise<void>;
  /** Unpacks an archive into a separate folder. Throws InvalidParameterValueException for a broken archive. */
  unpack(functionName: string, archive: Buffer): Promise<UploadedCode>;
  hasLayer(arn: string): boolean;
  /** Unpacks layer versions in order into a separate folder. */
  unpackLayers(functionName: string, arns: readonly string[]): Promise<UnpackedLayers>;
  /** Gives a new function the permissions of a role. Throws for a role that does not exist. */
  admit(functionName: string, roleArn: string): void;
  eventSourceMappings(): readonly StartedMapping[];
  roleAllows(functionName: string, action: string, resource: string): boolean;
}

export type UploadedCode = Required<Pick<FunctionDefinition, 'code' | 'codeDirectory'>>;

export type UnpackedLayers = Required<Pick<FunctionDefinition, 'layers' | 'layerDirectory'>>;

export interface DescribedFunction {
  readonly definition: VersionDefinition;
  readonly code: CodeFacts;
  readonly lastModified: Date;
  /** Changes with every change of the configuration. */
  readonly revisionId: string;
}
