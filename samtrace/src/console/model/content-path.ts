import { isDotted } from './url-state.ts';

/** The last part of the address of an object's content: `bucket/key`. A key that a browser would change is in the query. */
export function contentPath(bucket: string, key: string, isDownload: boolean): string {
  const path = isDotted(key) ? [bucket] : [bucket, ...key.split('/')];
  const query = new URLSearchParams({ ...(isDotted(key) && { key }), ...(isDownload && { download: '' }) }).toString();
  return path.map(encodeURIComponent).join('/') + (query === '' ? '' : `?${query}`);
}
