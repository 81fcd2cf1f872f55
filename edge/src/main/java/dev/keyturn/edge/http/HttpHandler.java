package dev.keyturn.edge.http;

/** What the server does with a request. */
public interface HttpHandler {

    /**
     * Answers one complete request. May block: it runs on a virtual thread of its own.
     * Whatever it throws is logged without the request and answered as {@link Refusal#INTERNAL}.
     */
    HttpAnswer answer(HttpCall call);

    /**
     * Words a refusal that the server makes by itself, before or instead of {@link #answer}. Called on the event
     * loop or on a virtual thread, so it must not block.
     *
     * @param speaksJson whether the request looked like a JSON protocol's, as far as it could be read
     */
    HttpAnswer refuse(Refusal refusal, boolean speaksJson, String requestId);
}
