import { existsSync } from 'node:fs';
import path from 'node:path';

/** The advice for a package that is not installed. Empty for a path, because an installation does not help. */
export function howToInstall(specifier: string, codeUri: string): string {
  if (/^(\.{0,2}\/|#|node:)/.test(specifier)) return '';
  if (specifier === 'aws-sdk' || specifier.startsWith('aws-sdk/')) {
    return 'Version 2 of the AWS SDK is not part of nodejs18.x and later: use the clients of version 3, such as @aws-sdk/client-s3';
  }
  return `Run npm install in ${packageFolder(codeUri)}`;
}

/** The nearest folder with a package.json, from `codeUri` upwards; `codeUri` itself if there is none. */
function packageFolder(codeUri: string): string {
  for (let folder = codeUri; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (path.dirname(folder) === folder) return codeUri;
  }
}
