package dev.keyturn.rules.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Those statements of a document that may speak of a service, in the document's order, denials apart from allowances.
 */
record Candidates(List<Statement> denials, List<Statement> allowances) {

    Candidates {
        denials = List.copyOf(denials);
        allowances = List.copyOf(allowances);
    }

    /** A document's statements by the services that their actions name. */
    record Index(Map<String, Candidates> byService, Candidates others) {

        static Index of(List<Statement> statements) {
            Map<String, List<Statement>> lists = new HashMap<>();
            statements.forEach(statement -> statement.services().forEach(service -> lists.put(service, List.of())));
            lists.remove("*");
            lists.replaceAll((service, _) -> statements.stream()
                    .filter(statement -> statement.services().contains(service)
                            || statement.services().contains("*"))
                    .toList());
            Map<String, Candidates> byService = new HashMap<>();
            lists.forEach((service, list) -> byService.put(service, split(list)));
            return new Index(
                    byService,
                    split(statements.stream()
                            .filter(statement -> statement.services().contains("*"))
                            .toList()));
        }

        private static Candidates split(List<Statement> statements) {
            List<Statement> denials = new ArrayList<>();
            List<Statement> allowances = new ArrayList<>();
            statements.forEach(statement -> (statement.allow() ? allowances : denials).add(statement));
            return new Candidates(denials, allowances);
        }

        /** @param service in lower case */
        Candidates about(String service) {
            return byService.getOrDefault(service, others);
        }
    }
}
