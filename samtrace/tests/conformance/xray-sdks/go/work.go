// Traced work with the X-Ray SDK for Go. Arguments: trace ID, URL of a queue, URL of a queue that does not exist.
package main

import (
	"context"
	"errors"
	"os"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/sqs"
	"github.com/aws/aws-xray-sdk-go/header"
	"github.com/aws/aws-xray-sdk-go/xray"
)

func main() {
	traceID, queueURL, missingURL := os.Args[1], os.Args[2], os.Args[3]
	config := aws.NewConfig().WithEndpoint(os.Getenv("AWS_ENDPOINT_URL")).WithRegion("us-east-1")
	client := sqs.New(session.Must(session.NewSession(config)))
	xray.AWS(client.Client)

	upstream := header.FromString("Root=" + traceID + ";Sampled=1")
	ctx, segment := xray.NewSegmentFromHeader(context.Background(), "work", nil, upstream)
	if err := segment.AddAnnotation("order", 7); err != nil {
		panic(err)
	}
	err := xray.Capture(ctx, "validate", func(ctx context.Context) error {
		_, err := client.SendMessageWithContext(ctx, message(queueURL))
		return err
	})
	if err != nil {
		panic(err)
	}
	_ = xray.Capture(ctx, "fails", func(context.Context) error { return errors.New("none left") })
	_, _ = client.SendMessageWithContext(ctx, message(missingURL))
	segment.Close(nil)
}

func message(queueURL string) *sqs.SendMessageInput {
	return &sqs.SendMessageInput{QueueUrl: aws.String(queueURL), MessageBody: aws.String("hello")}
}
