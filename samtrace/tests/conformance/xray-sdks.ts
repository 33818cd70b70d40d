import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { DIRECTORY, run } from './install.ts';

const PROGRAMS = join(import.meta.dirname, 'xray-sdks');
const PYTHON_DIRECTORY = join(DIRECTORY, 'xray-sdk-python');
const GO_DIRECTORY = join(DIRECTORY, 'xray-sdk-go');
const JAVA_DIRECTORY = join(DIRECTORY, 'xray-sdk-java');

/** The commands of the programs in xray-sdks/. Each one takes a trace ID and the URLs of two queues. */
export const PYTHON_WORK = [join(PYTHON_DIRECTORY, 'bin/python'), join(PROGRAMS, 'python/work.py')];
export const GO_WORK = [join(GO_DIRECTORY, 'work')];
export const JAVA_WORK = ['java', '-cp', join(JAVA_DIRECTORY, 'lib/*'), join(JAVA_DIRECTORY, 'Work.java')];

export async function installPythonSdk(): Promise<void> {
  await run('python3', ['-m', 'venv', PYTHON_DIRECTORY]);
  const flags = ['--quiet', '--disable-pip-version-check'];
  const requirements = join(PROGRAMS, 'python/requirements.txt');
  await run(join(PYTHON_DIRECTORY, 'bin/pip'), [...flags, 'install', '-r', requirements]);
}

/** The versions are in go.mod and go.sum. */
export async function installGoSdk(): Promise<void> {
  await cp(join(PROGRAMS, 'go'), GO_DIRECTORY, { recursive: true });
  await run('go', ['build', '-buildvcs=false', '-o', 'work', '.'], { cwd: GO_DIRECTORY });
}

/** The versions are in pom.xml. Java compiles the program when it runs it. */
export async function installJavaSdk(): Promise<void> {
  await cp(join(PROGRAMS, 'java'), JAVA_DIRECTORY, { recursive: true });
  await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], { cwd: JAVA_DIRECTORY });
}
