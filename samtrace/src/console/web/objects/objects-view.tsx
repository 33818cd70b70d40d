import type { BucketAnswer } from '../../model/contract.ts';
import { ago, bytes, counted, dateTime } from '../../model/format.ts';
import type { Place } from '../../model/url-state.ts';
import { useRowKeys } from '../lib/keys.ts';
import { go } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { useNow } from '../lib/use-now.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { Notice, Ready } from '../parts/states.tsx';
import { ObjectViewer } from './object-viewer.tsx';

type ObjectsPlace = Extract<Place, { view: 'objects' }>;

/** The objects in the buckets, newest first, and the content of the selected object. */
export function ObjectsView({ place }: { place: ObjectsPlace }) {
  useRowKeys();
  const { contains = '' } = place;
  const data = useData<BucketAnswer[]>(`/_local/objects?${new URLSearchParams({ contains: contains.trim() })}`);
  return (
    <div class={place.key === undefined ? 'objects-page' : 'objects-page with-object'}>
      <div class="object-list">
        <label class="filter">
          <Icon name="search" />
          <input
            type="text"
            placeholder="Part of a key"
            aria-label="Part of a key"
            value={contains}
            onInput={(event) => go({ place: { ...place, contains: event.currentTarget.value } }, { replace: true })}
          />
        </label>
        <Scroller label="Objects">
          <Ready data={data}>{(buckets) => <Buckets buckets={buckets} contains={contains} place={place} />}</Ready>
        </Scroller>
      </div>
      {place.bucket !== undefined && place.key !== undefined ? (
        <ObjectViewer
          key={`${place.bucket}/${place.key}`}
          bucket={place.bucket}
          objectKey={place.key}
          list={{ view: 'objects', bucket: place.bucket, contains }}
        />
      ) : (
        <NoObject wanted={place.bucket} buckets={data.state === 'ready' ? data.value : undefined} />
      )}
    </div>
  );
}

function NoObject({ wanted, buckets }: { wanted: string | undefined; buckets: readonly BucketAnswer[] | undefined }) {
  if (wanted === undefined || !buckets || buckets.some(({ bucket }) => bucket === wanted)) {
    return (
      <Notice icon="file" title="Choose an object">
        <p>The page shows JSON as a tree, and HTML in a frame that runs no scripts.</p>
      </Notice>
    );
  }
  return (
    <Notice icon="objects" title="No such bucket">
      <p>
        The template has no bucket <code>{wanted}</code>.
      </p>
      <PlaceLink to={{ view: 'objects' }} class="button">
        All objects
      </PlaceLink>
    </Notice>
  );
}

interface BucketsProps {
  buckets: readonly BucketAnswer[];
  contains: string;
  place: ObjectsPlace;
}

function Buckets({ buckets, contains, place }: BucketsProps) {
  if (buckets.length === 0) {
    return (
      <Notice icon="objects" title="No buckets">
        <p>The template has no buckets.</p>
      </Notice>
    );
  }
  return buckets.map((bucket) => <Bucket key={bucket.bucket} bucket={bucket} contains={contains} place={place} />);
}

function Bucket({
  bucket: { bucket, total, objects },
  contains,
  place,
}: Omit<BucketsProps, 'buckets'> & { bucket: BucketAnswer }) {
  return (
    <section class="bucket">
      <h2>
        <Icon name="bucket" />
        <span class="bucket-name">{bucket}</span>
        <span class="quiet">{counted(total, 'object')}</span>
      </h2>
      <ul>
        {objects.map((object) => (
          <li key={object.key}>
            <ObjectLine
              bucket={bucket}
              object={object}
              contains={contains}
              isCurrent={place.bucket === bucket && place.key === object.key}
            />
          </li>
        ))}
      </ul>
      {total === 0 && <p class="quiet">{contains === '' ? 'Nothing is stored here yet.' : 'No key contains this.'}</p>}
      {total > objects.length && (
        <p class="quiet">The newest {objects.length} are shown; a part of the key narrows them down.</p>
      )}
    </section>
  );
}

/** The last part of a key, with its folder below. */
function ObjectLine({
  bucket,
  object: { key, size, lastModifiedMs },
  contains,
  isCurrent,
}: {
  bucket: string;
  object: BucketAnswer['objects'][number];
  contains: string;
  isCurrent: boolean;
}) {
  const nowMs = useNow();
  const slash = key.lastIndexOf('/') + 1;
  return (
    <PlaceLink
      to={{ view: 'objects', bucket, key, contains }}
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
  );
}
