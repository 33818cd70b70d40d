import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.TraceID;
import com.amazonaws.xray.interceptors.TracingInterceptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Traced work with the X-Ray SDK for Java. Arguments: trace ID, URL of a queue, URL of a queue that does not exist. */
public class Work {
  public static void main(String[] args) {
    String queueUrl = args[1];
    String missingUrl = args[2];
    SqsClient sqs = SqsClient.builder()
        .overrideConfiguration(options -> options.addExecutionInterceptor(new TracingInterceptor()))
        .build();

    Segment segment = AWSXRay.beginSegment("work", TraceID.fromString(args[0]), null);
    segment.putAnnotation("order", 7);
    AWSXRay.createSubsegment("validate", () -> send(sqs, queueUrl));
    try {
      AWSXRay.createSubsegment("fails", () -> {
        throw new IllegalStateException("none left");
      });
    } catch (IllegalStateException expected) {
      // The subsegment has recorded it.
    }
    try {
      send(sqs, missingUrl);
    } catch (SqsException expected) {
      // The queue does not exist.
    }
    AWSXRay.endSegment();
  }

  private static void send(SqsClient sqs, String queueUrl) {
    sqs.sendMessage(request -> request.queueUrl(queueUrl).messageBody("hello"));
  }
}
