console.log('about to fail');
throw new RangeError('bad configuration');
