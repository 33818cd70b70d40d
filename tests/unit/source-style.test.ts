import { describe, expect, it } from '@jest/globals';
import { sourceFiles } from './support/source-files.ts';

/** What the linter does not check: it leaves comments and texts as they are. */
const DECLARATION = /^(?:export )?(?:async )?(?:function|const|let|class|interface|type) /;

describe('the code of functions/', () => {
  it.each(sourceFiles())('has at most 100 columns in $path, but for links', ({ text }) => {
    const long = text.split('\n').filter((line) => line.length > 100 && !line.includes('https://'));

    expect(long).toEqual([]);
  });

  it.each(sourceFiles())('has a blank line before each declaration in $path', ({ text }) => {
    const lines = text.split('\n');
    const crowded = lines.filter((line, index) => {
      let before = index - 1;
      while (/^(?:\/\/|\/\*\*| \*)/.test(lines[before] ?? '')) before--;
      const isFirst = before < 0 || /^(?:import |\} from )/.test(lines[before] ?? '');
      return DECLARATION.test(line) && !isFirst && lines[before] !== '';
    });

    expect(crowded).toEqual([]);
  });
});
