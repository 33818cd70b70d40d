/** Radio buttons that look like one control. */
export function Segmented<T extends string>({
  label,
  choices,
  value,
  onChoose,
}: {
  label: string;
  choices: readonly (readonly [value: T, text: string])[];
  value: T;
  onChoose: (value: T) => void;
}) {
  return (
    <fieldset class="segmented" aria-label={label}>
      {choices.map(([choice, text]) => (
        <label key={choice}>
          <input type="radio" name={label} checked={choice === value} onChange={() => onChoose(choice)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
