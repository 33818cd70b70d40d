import { useEffect, useState } from 'preact/hooks';
import { TraceFileError } from '../../model/trace-file.ts';
import { isTyping } from '../lib/keys.ts';
import { createStore } from '../lib/store.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { openTraces } from './opened-traces.ts';

/** The state of the dialog: closed, open, or open with an error of the dropped file. */
const dialog = createStore<{ complaint?: string } | undefined>(undefined);

export function OpenTraceButton() {
  return (
    <button type="button" class="button" onClick={() => dialog.set({})} title="Open a trace" aria-label="Open a trace">
      <Icon name="open" />
      <span>Open a trace</span>
    </button>
  );
}

/** Accepts a trace that is dropped or pasted anywhere on the page, and shows a dialog to choose one. */
export function OpenTraceFile() {
  const state = dialog.use();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(event.type !== 'dragleave' || event.relatedTarget !== null);
    };
    const onDrop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      setOver(false);
      if (!file) return;
      event.preventDefault();
      void file.text().then(tryToOpen);
    };
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      // Pasting into a text box works as usual. Elsewhere, only JSON can be meant.
      if (isTyping(event.target) || !/^\s*[[{]/.test(text)) return;
      event.preventDefault();
      tryToOpen(text);
    };
    for (const type of ['dragenter', 'dragover', 'dragleave'] as const) addEventListener(type, onDrag);
    addEventListener('drop', onDrop);
    addEventListener('paste', onPaste);
    return () => {
      for (const type of ['dragenter', 'dragover', 'dragleave'] as const) removeEventListener(type, onDrag);
      removeEventListener('drop', onDrop);
      removeEventListener('paste', onPaste);
    };
  }, []);
  return (
    <>
      {isOver && <div class="drop-hint">Drop the trace file here</div>}
      {state && <PasteDialog complaint={state.complaint} />}
    </>
  );
}

function PasteDialog({ complaint }: { complaint: string | undefined }) {
  const [text, setText] = useState('');
  return (
    <Dialog title="Open a trace" onClose={() => dialog.set(undefined)}>
      <form
        class="paste"
        onSubmit={(event) => {
          event.preventDefault();
          tryToOpen(text);
        }}
      >
        <label>
          Paste the output of <code>aws xray batch-get-traces</code>, or the JSON that the X-Ray console downloads. A
          file can also be dropped, and its text pasted, anywhere on the page. Nothing leaves this browser.
          <textarea rows={12} spellcheck={false} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {complaint && (
          <p class="complaint" role="alert">
            {complaint}
          </p>
        )}
        <div class="dialog-actions">
          <label class="button">
            <Icon name="file" />
            <span>Choose a file</span>
            <input
              type="file"
              class="visually-hidden"
              accept=".json,application/json"
              onChange={(event) => void event.currentTarget.files?.[0]?.text().then(tryToOpen)}
            />
          </label>
          <button type="submit" class="button primary" disabled={text.trim() === ''}>
            Open
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function tryToOpen(text: string): void {
  try {
    openTraces(text);
    dialog.set(undefined);
  } catch (error) {
    if (!(error instanceof TraceFileError)) throw error;
    dialog.set({ complaint: error.message });
  }
}
