import type { StackOptions } from '../stack/stack.ts';
import type { ProjectOptions } from './options.ts';
import { eventsDirectory, findTemplate } from './project.ts';
import { readSamConfig } from './sam-config.ts';

/** The directory in which a stack builds and stores, in the current directory. */
export const STACK_DIRECTORY = '.local';

/** The options that come from the project: the template, its parameters, and its events. */
export function projectStackOptions(options: ProjectOptions) {
  const templateFile = findTemplate(options.template);
  const events = eventsDirectory(templateFile);
  const { parameterOverrides, stackName } = readSamConfig(templateFile, options.configEnvironment);
  return {
    templateFile,
    parameterOverrides: options.parameterOverrides,
    configuredParameters: parameterOverrides,
    ...(stackName === undefined ? {} : { deployedStackName: stackName }),
    directory: STACK_DIRECTORY,
    ...(events === undefined ? {} : { eventsDirectory: events }),
  } satisfies StackOptions;
}
