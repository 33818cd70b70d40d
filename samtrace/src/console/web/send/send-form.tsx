import type { ComponentChildren } from 'preact';
import { Icon } from '../parts/icon.tsx';

/** A form with a button that sends it. Ctrl+Enter sends it, too. */
export function SendForm({
  complaint,
  isComplete = complaint === undefined,
  extra,
  onSend,
  children,
}: {
  /** Why the form cannot be sent, in words. */
  complaint?: string | undefined;
  isComplete?: boolean;
  /** The content next to the button. */
  extra?: ComponentChildren;
  onSend: () => void;
  children: ComponentChildren;
}) {
  return (
    <form
      class="send-form"
      onSubmit={(submit) => {
        submit.preventDefault();
        if (isComplete) onSend();
      }}
      onKeyDown={(key) => key.key === 'Enter' && (key.ctrlKey || key.metaKey) && key.currentTarget.requestSubmit()}
    >
      {children}
      {complaint && (
        <p class="complaint" role="alert">
          {complaint}
        </p>
      )}
      <div class="send-actions">
        {extra}
        <button type="submit" class="button primary" disabled={!isComplete} title="Ctrl+Enter">
          <Icon name="send" />
          <span>Send</span>
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
}

export function TextField({ label, value, onValue }: FieldProps) {
  return (
    <label class="request-part">
      {label}
      <input class="mono" spellcheck={false} value={value} onInput={(input) => onValue(input.currentTarget.value)} />
    </label>
  );
}

/** A field for many lines. It uses the remaining height. */
export function TextArea({ label, value, onValue }: FieldProps) {
  return (
    <label class="request-part request-body">
      {label}
      <textarea class="mono" spellcheck={false} value={value} onInput={(input) => onValue(input.currentTarget.value)} />
    </label>
  );
}
