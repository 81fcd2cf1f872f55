package dev.keyturn.edge.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import dev.keyturn.edge.aws.Refusals;

/** Answers with what it was asked; can be told to wait or to fail. */
final class RecordingHandler implements HttpHandler {
    /** Bytes of the answer to {@code /large}. */
    static final int LARGE = 64 << 10;

    final BlockingQueue<HttpCall> calls = new LinkedBlockingQueue<>();

    /** Requests to {@code /wait} are answered when this is open. */
    final CountDownLatch gate = new CountDownLatch(1);

    @Override
    public HttpAnswer answer(HttpCall call) {
        calls.add(call);
        switch (call.message().path()) {
            case "/wait" -> waitForGate();
            case "/bug" -> throw new IllegalStateException("CANARY-in-an-exception");
            case "/large" -> {
                return new HttpAnswer(200, List.of(), new byte[LARGE]);
            }
            default -> {}
        }
        String text = call.method() + " " + call.message().path() + " "
                + new String(call.body(), StandardCharsets.UTF_8).length();
        return new HttpAnswer(200, List.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    private void waitForGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public HttpAnswer refuse(Refusal refusal, boolean speaksJson, String requestId) {
        return Refusals.answer(refusal, speaksJson, requestId);
    }
}
