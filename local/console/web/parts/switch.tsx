/** A checkbox that looks like the switch it is. */
export function Switch({ text, isOn, onChange }: { text: string; isOn: boolean; onChange: () => void }) {
  return (
    <label class="switch">
      <input type="checkbox" checked={isOn} onChange={onChange} />
      <span class="switch-track" />
      {text}
    </label>
  );
}
