import { useState } from 'preact/hooks';
import type { BucketAnswer } from '../../model/contract.ts';
import { ago, bytes, counted, dateTime } from '../../model/format.ts';
import type { Place } from '../../model/url-state.ts';
import { useNow } from '../lib/clock.ts';
import { useRowKeys } from '../lib/row-keys.ts';
import { useData } from '../lib/use-data.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { Notice, Ready } from '../parts/states.tsx';
import { ObjectViewer } from './object-viewer.tsx';

type ObjectsPlace = Extract<Place, { view: 'objects' }>;

/** A longer list is narrowed by what its keys contain. */
const MAX_LISTED = 500;

/** What lies in the buckets, newest first, and one object beside the list. */
export function ObjectsView({ place }: { place: ObjectsPlace }) {
  useRowKeys();
  const data = useData<BucketAnswer[]>('/_local/objects');
  return (
    <Ready data={data}>
      {(buckets) =>
        buckets.length === 0 ? (
          <Notice icon="objects" title="No buckets">
            <p>The template declares none.</p>
          </Notice>
        ) : (
          <div class={place.key === undefined ? 'objects-page' : 'objects-page with-object'}>
            <ObjectList buckets={buckets} place={place} />
            {place.bucket !== undefined && place.key !== undefined && (
              <ObjectViewer key={`${place.bucket}/${place.key}`} bucket={place.bucket} objectKey={place.key} />
            )}
            {place.key === undefined && (
              <Notice icon="file" title="Choose an object">
                <p>JSON is shown as a tree, HTML in a frame that runs no script.</p>
              </Notice>
            )}
          </div>
        )
      }
    </Ready>
  );
}

function ObjectList({ buckets, place }: { buckets: readonly BucketAnswer[]; place: ObjectsPlace }) {
  const [filter, setFilter] = useState('');
  return (
    <div class="object-list">
      <label class="filter">
        <Icon name="search" />
        <input
          type="text"
          placeholder="Part of a key"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
          aria-label="Part of a key"
        />
      </label>
      <Scroller label="Objects">
        {buckets.map((bucket) => (
          <Bucket key={bucket.bucket} bucket={bucket} filter={filter.trim()} place={place} />
        ))}
      </Scroller>
    </div>
  );
}

function Bucket({
  bucket: { bucket, objects },
  filter,
  place,
}: {
  bucket: BucketAnswer;
  filter: string;
  place: ObjectsPlace;
}) {
  const nowMs = useNow();
  const matching = objects
    .filter((object) => object.key.includes(filter))
    .sort((a, b) => b.lastModifiedMs - a.lastModifiedMs);
  const shown = matching.slice(0, MAX_LISTED);
  return (
    <section class="bucket">
      <h2>
        <Icon name="bucket" />
        <span class="bucket-name">{bucket}</span>
        <span class="quiet">{counted(matching.length, 'object')}</span>
      </h2>
      <ul>
        {shown.map(({ key, size, lastModifiedMs }) => {
          const slash = key.lastIndexOf('/') + 1;
          const isCurrent = place.bucket === bucket && place.key === key;
          return (
            <li key={key}>
              <PlaceLink
                to={{ view: 'objects', bucket, key }}
                title={key}
                aria-current={isCurrent ? 'page' : undefined}
                data-row
              >
                <span class="object-name">{key.slice(slash)}</span>
                <span class="object-folder quiet">{key.slice(0, slash)}</span>
                <span class="object-size number quiet">{bytes(size)}</span>
                <time class="object-time quiet" title={dateTime(lastModifiedMs)}>
                  {ago(lastModifiedMs, nowMs)}
                </time>
              </PlaceLink>
            </li>
          );
        })}
      </ul>
      {matching.length === 0 && (
        <p class="quiet">{filter === '' ? 'Nothing is stored here yet.' : 'No key contains this.'}</p>
      )}
      {matching.length > MAX_LISTED && (
        <p class="quiet">The newest {MAX_LISTED} are shown; a part of the key narrows them down.</p>
      )}
    </section>
  );
}
