import { useEffect, useState } from 'preact/hooks';
import { contentPath } from '../../model/content-path.ts';
import { bytes } from '../../model/format.ts';
import type { Place } from '../../model/url-state.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { Loading, Notice } from '../parts/states.tsx';

/** A larger text would slow the browser down. It can be downloaded. */
const MAX_SHOWN_BYTES = 5_000_000;

type Content =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'large'; readonly size: number }
  | { readonly state: 'html' | 'binary' }
  | { readonly state: 'text'; readonly text: string; readonly json: unknown };

/** An object: JSON as a tree, HTML in a frame that may only open links in tabs, other text unchanged. */
export function ObjectViewer({ bucket, objectKey, list }: { bucket: string; objectKey: string; list: Place }) {
  const url = `/_local/objects/${contentPath(bucket, objectKey, false)}`;
  const downloadUrl = `/_local/objects/${contentPath(bucket, objectKey, true)}`;
  const [content, setContent] = useState<Content>({ state: 'loading' });
  useEffect(() => {
    const stopped = new AbortController();
    load(url, stopped.signal).then(setContent, (error: Error) => {
      if (!stopped.signal.aborted) setContent({ state: 'failed', message: error.message });
    });
    return () => stopped.abort();
  }, [url]);
  return (
    <section class="object-viewer" aria-label={objectKey}>
      <header class="panel-head">
        <PlaceLink to={list} class="icon-button back" aria-label="Back to the list">
          <Icon name="chevron" class="back-icon" />
        </PlaceLink>
        <h2 class="mono" title={objectKey}>
          {objectKey}
        </h2>
        {content.state === 'text' && <CopyButton small label="Copy" text={() => content.text} />}
        <a class="icon-button" href={downloadUrl} aria-label="Download" title="Download">
          <Icon name="download" />
        </a>
      </header>
      <Body content={content} url={url} name={objectKey} />
    </section>
  );
}

function Body({ content, url, name }: { content: Content; url: string; name: string }) {
  switch (content.state) {
    case 'loading':
      return <Loading />;
    case 'failed':
      return (
        <Notice icon="failures" title="The object could not be loaded">
          {content.message}
        </Notice>
      );
    case 'large':
      return (
        <Notice icon="file" title={`The object is too large to show: ${bytes(content.size)}`}>
          Download the object to view it.
        </Notice>
      );
    case 'binary':
      return (
        <Notice icon="file" title="The object is not text">
          Download the object to view it.
        </Notice>
      );
    case 'html':
      return (
        <iframe class="object-frame" src={url} sandbox="allow-popups allow-popups-to-escape-sandbox" title={name} />
      );
    case 'text':
      return (
        <Scroller label="Content" class="object-body">
          {content.json === undefined ? <pre>{content.text}</pre> : <JsonTree value={content.json} open={3} />}
        </Scroller>
      );
  }
}

async function load(url: string, signal: AbortSignal): Promise<Content> {
  const response = await fetch(url, { signal });
  if (!response.ok)
    return {
      state: 'failed',
      message: `samtrace returned status ${response.status}. The object may have been deleted.`,
    };
  const type = response.headers.get('content-type') ?? '';
  if (/^(text\/html|application\/xhtml|image\/svg)/.test(type)) return { state: 'html' };
  const size = Number(response.headers.get('content-length'));
  if (size > MAX_SHOWN_BYTES) return { state: 'large', size };
  const text = await response.text();
  if (text.includes('\u0000')) return { state: 'binary' };
  return { state: 'text', text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Shown as plain text.
  }
}
