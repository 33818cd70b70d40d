import { ICONS, type IconName } from './icons.ts';

/** An icon. Set `label` unless the text next to the icon has the same meaning. */
export function Icon({ name, label, class: extra = '' }: { name: IconName; label?: string; class?: string }) {
  if (label === undefined) {
    return (
      <svg class={`icon ${extra}`} viewBox="0 0 20 20" aria-hidden="true">
        <path d={ICONS[name]} />
      </svg>
    );
  }
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 20 20" role="img" aria-label={label}>
      <path d={ICONS[name]} />
    </svg>
  );
}
