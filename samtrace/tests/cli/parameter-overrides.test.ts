import { expect, it } from '@jest/globals';
import { parseParameterOverrides } from '../../src/cli/parameter-overrides.ts';

it.each([
  [['A=1'], { A: '1' }],
  [['A=1 B=2'], { A: '1', B: '2' }],
  [['A='], { A: '' }],
  [['A="one two" B=2'], { A: 'one two', B: '2' }],
  [["A='one B=2' C=3"], { A: 'one B=2', C: '3' }],
  [['A=one two B=3'], { A: 'one two', B: '3' }],
  [['A=one\\ two'], { A: 'one two' }],
  [['A="say \\"hi\\""'], { A: 'say "hi"' }],
  [['A=x=y'], { A: 'x=y' }],
  [['ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue="2 3"'], { A: '1', B: '2 3' }],
  [['A=1', 'A=2'], { A: '2' }],
  [
    ['/app/name=1 db:SecretString:password=2 net-vpc=3'],
    { '/app/name': '1', 'db:SecretString:password': '2', 'net-vpc': '3' },
  ],
  [[''], {}],
])('parseParameterOverrides reads %j as SAM does', (texts, overrides) => {
  expect(parseParameterOverrides(texts, '--parameter-overrides')).toEqual(overrides);
});

it('parseParameterOverrides names its source and the text that is not a pair', () => {
  expect(() => parseParameterOverrides(['A+B=1'], 'samconfig.toml')).toThrow(
    'samconfig.toml must be Key=Value pairs, but "A+B=1" is not one.',
  );
});
