import type { EmailAnswer, MessagesAnswer, UndeliveredAnswer } from '../../model/contract.ts';
import { counted, dateTime } from '../../model/format.ts';
import { useData } from '../lib/use-data.ts';
import { Scroller } from '../parts/scroller.tsx';
import { Notice, Ready } from '../parts/states.tsx';

/** The messages that AWS would send by email, and the failed deliveries, newest first. */
export function MessagesView() {
  const data = useData<MessagesAnswer>('/_local/messages');
  return <Ready data={data}>{(answer) => <Messages {...answer} />}</Ready>;
}

function Messages({ emails, undelivered }: MessagesAnswer) {
  if (emails.length === 0 && undelivered.length === 0) {
    return (
      <Notice icon="mail" title="No messages">
        <p>The emails of your topics appear here, and messages that could not be delivered. samtrace sends no email.</p>
      </Notice>
    );
  }
  return (
    <Scroller label="Messages" class="messages">
      {undelivered.length > 0 && (
        <section>
          <h2>Not delivered</h2>
          <ul>
            {undelivered.map((failure, index) => (
              <li key={`${index}-${failure.targetArn}`}>
                <Undelivered failure={failure} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {emails.length > 0 && (
        <section>
          <h2>
            Emails <span class="quiet">{counted(emails.length, 'message')}, not sent</span>
          </h2>
          <ul>
            {emails.map((email, index) => (
              <li key={`${emails.length - index}`}>
                <Email email={email} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Scroller>
  );
}

function Undelivered({ failure: { sourceArn, targetArn, reason } }: { failure: UndeliveredAnswer }) {
  return (
    <article class="message bad">
      <h3>To {targetArn}</h3>
      <p>{reason}</p>
      <p class="quiet">From {sourceArn}</p>
    </article>
  );
}

function Email({ email: { to, from, subject, text, topicArn, sentMs } }: { email: EmailAnswer }) {
  return (
    <article class="message">
      <h3>{subject}</h3>
      <p class="quiet">
        {from} to {to}, {dateTime(sentMs)}
      </p>
      <pre>{text}</pre>
      <p class="quiet">From the topic {topicArn}</p>
    </article>
  );
}
