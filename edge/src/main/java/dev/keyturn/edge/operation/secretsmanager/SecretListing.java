package dev.keyturn.edge.operation.secretsmanager;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.Filter;

import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.ListedSecret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/** The secrets of an account that pass filters, page by page, by date of creation. */
final class SecretListing {
    private static final int CHUNK = 200;
    /** By one call. */
    private static final int MOST_LOOKED_AT = 2_000;

    private final Store store;
    private final PageTokens pages;
    private final String region;

    SecretListing(Store store, PageTokens pages, String region) {
        this.store = store;
        this.pages = pages;
        this.region = region;
    }

    /**
     * What is asked for.
     *
     * @param operation whose listing it is
     * @param deletedToo whether those scheduled for deletion are among them
     */
    record Query(String account, String operation, List<Filter> filters, boolean deletedToo, boolean newestFirst) {

        /** A token is good only for the same question: another order or filter would make its position meaningless. */
        String text() {
            return operation + " " + newestFirst + " " + deletedToo + " " + filters;
        }
    }

    /** @param nextToken null on the last page */
    record Page(List<ListedSecret> secrets, @Nullable String nextToken) {}

    Page page(Query query, @Nullable String nextToken, int limit) {
        Predicate<ListedSecret> filter = SecretFilter.all(query.filters(), region)
                .and(listed -> query.deletedToo() || listed.secret().deletedAt().isEmpty());
        Optional<Arn> position = NextToken.position(pages, query.account(), query.text(), nextToken)
                .map(Arn::parse);
        Found found = store.read(tx -> found(tx, query, position, filter, limit));
        return new Page(
                found.secrets(),
                found.next()
                        .map(last -> pages.issue(query.account(), query.text(), last.toString()))
                        .orElse(null));
    }

    /** @param next the last one looked at, if there may be more behind it */
    private record Found(List<ListedSecret> secrets, Optional<Arn> next) {}

    /**
     * Looks until the page is full, and not for ever: where few pass the filters, a page is short, as AWS says that it can
     * be, and the next one goes on from there.
     */
    private static Found found(
            Transaction tx, Query query, Optional<Arn> position, Predicate<ListedSecret> filter, int limit) {
        List<ListedSecret> found = new ArrayList<>();
        Optional<Arn> after = position;
        for (int looked = 0; looked < MOST_LOOKED_AT; looked += CHUNK) {
            List<ListedSecret> chunk = chunk(tx, query, after);
            for (ListedSecret listed : chunk) {
                if (filter.test(listed)) {
                    if (found.size() == limit) {
                        return new Found(found, after); // one more than asked for: there is a next page
                    }
                    found.add(listed);
                }
                after = Optional.of(listed.secret().arn());
            }
            if (chunk.size() < CHUNK) {
                return new Found(found, Optional.empty());
            }
        }
        return new Found(found, after);
    }

    private static List<ListedSecret> chunk(Transaction tx, Query query, Optional<Arn> after) {
        try {
            return new Secrets(tx).list(query.account(), after, CHUNK, query.newestFirst());
        } catch (NoSuchElementException _) {
            // The secret that the page before ended with has been destroyed since.
            throw NextToken.invalid();
        }
    }
}
