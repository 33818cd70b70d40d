exports.handler = async () => 'seen';
