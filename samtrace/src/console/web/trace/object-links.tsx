import type { StoredObjectRef } from '../../model/contract.ts';
import { bytes } from '../../model/format.ts';
import { useData } from '../lib/use-data.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';

/** Links to the stored objects with the ID of a request of the trace in their keys. */
export function ObjectLinks({ path }: { path: string }) {
  const data = useData<StoredObjectRef[]>(path);
  if (data.state !== 'ready') return null;
  return (
    <>
      {data.value.map(({ bucket, key, size }) => (
        <li key={`${bucket}/${key}`}>
          <PlaceLink to={{ view: 'objects', bucket, key }} class="chip" title={`${bucket}/${key}, ${bytes(size)}`}>
            <Icon name="file" />
            <span class="chip-text">{key.slice(key.lastIndexOf('/') + 1)}</span>
          </PlaceLink>
        </li>
      ))}
    </>
  );
}
