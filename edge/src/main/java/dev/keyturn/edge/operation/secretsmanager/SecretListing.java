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
        // One more than asked for tells whether there is a next page.
        List<ListedSecret> found = store.read(tx -> found(tx, query, position, filter, limit + 1));
        if (found.size() <= limit) {
            return new Page(found, null);
        }
        List<ListedSecret> page = found.subList(0, limit);
        String last = page.getLast().secret().arn().toString();
        return new Page(page, pages.issue(query.account(), query.text(), last));
    }

    private static List<ListedSecret> found(
            Transaction tx, Query query, Optional<Arn> position, Predicate<ListedSecret> filter, int wanted) {
        List<ListedSecret> found = new ArrayList<>();
        Optional<Arn> after = position;
        while (found.size() < wanted) {
            List<ListedSecret> chunk = chunk(tx, query, after);
            chunk.stream().filter(filter).limit(wanted - found.size()).forEach(found::add);
            if (chunk.size() < CHUNK) {
                break;
            }
            after = Optional.of(chunk.getLast().secret().arn());
        }
        return found;
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
