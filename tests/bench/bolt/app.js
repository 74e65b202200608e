// The other side of a comparison: what Bolt does for a request whose signature it verifies and which it acknowledges.
// Nothing is stored. https://tools.slack.dev/bolt-js/
const { App, LogLevel } = require('@slack/bolt');

const app = new App({
  signingSecret: process.env.SLACK_SIGNING_SECRET,
  // Without this it would ask Slack who it is.
  authorize: async () => ({ botToken: 'xoxb-none', botId: 'B0001', botUserId: 'U0BOT' }),
  logLevel: LogLevel.ERROR,
});
app.command('/incident', async ({ ack }) => {
  await ack({ response_type: 'ephemeral', text: 'Noted.' });
});
app.start({ port: Number(process.env.PORT), host: '127.0.0.1' }).then(() => console.log('listening on it'));
